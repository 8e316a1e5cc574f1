/** Foreign text on a terminal: nothing in it moves the cursor, colours, links or turns the direction of writing. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '');
