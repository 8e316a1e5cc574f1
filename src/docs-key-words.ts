/** The words of one key of `.github/promotion.yml`. */
export interface KeyWords {
  readonly means: string;
  /** What holds when it is left out; a key that is required has none. */
  readonly without?: string;
  /** YAML as it is written in the section the key belongs to; a key of an inner map is shown with that map. */
  readonly example: string;
}
