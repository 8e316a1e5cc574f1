/** Where the settings of a repository stand, on the default branch. */
export const CONFIG_PATH = '.github/promotion.yml';

/** The repository whose settings `extends: org` reads, of the same owner. */
export const DEFAULTS_REPOSITORY = '.github';

/** As people name the file of an owner. */
export const defaultsFile = (owner: string): string => `${owner}/${DEFAULTS_REPOSITORY}: ${CONFIG_PATH}`;
