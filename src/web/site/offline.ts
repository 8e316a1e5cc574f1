/** A page of the dashboard as a file: links lead to other files of the same folder, and what needs a server is gone. */

/** Of which file a path of the dashboard is the page; undefined for what is none. */
export type FileOf = (path: string) => string | undefined;

/** From one file to another, both as they lie in the folder of the site. */
export const between = (from: string, to: string): string => '../'.repeat(from.split('/').length - 1) + to;

const FORM = /<form\b[\s\S]*?<\/form>/g;
/** Our pages write every attribute in double quotes and escape everything in them; links do not lie in links. */
const LINK = /<a\b([^>]*?) href="(\/[^"]*)"([^>]*)>([\s\S]*?)<\/a>/g;

/** @param html as the dashboard makes it. @param file where it will lie. */
export function offline(html: string, file: string, fileOf: FileOf): string {
  return html.replaceAll(FORM, '').replaceAll(LINK, (_, ...[before = '', href = '', after = '', words = '']: readonly string[]) => {
    const [path = '', fragment] = href.replaceAll('&amp;', '&').split('#');
    const target = fileOf(path);
    if (target === undefined) return `<span>${words}</span>`;
    return `<a${before} href="${between(file, target)}${fragment === undefined ? '' : `#${fragment}`}"${after}>${words}</a>`;
  });
}
