import { keepLaws } from './laws.ts';
import { type Setting, Story } from './story.ts';

/** Tells a story, then holds it to the laws. */
export async function story(tell: (s: Story) => Promise<void>, setting?: Setting): Promise<Story> {
  const s = new Story(setting);
  await tell(s);
  await keepLaws(s);
  return s;
}
