/** Where the settings of a repository stand, on the default branch. */
export const CONFIG_PATH = '.github/promotion.yml';
