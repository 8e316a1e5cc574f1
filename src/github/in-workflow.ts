/** Events as a workflow is told of them: the payload of the webhook, without the installation that only an App has. */
import { translate } from './events.ts';
import type { Translated } from './translated.ts';

/** A token of a workflow reaches its own repository, so nobody asks which installation this is. */
const OF_NOBODY = { id: 1 };

/**
 * What an event means to the bot. What the bot does itself with GITHUB_TOKEN starts no workflow, so nothing here is its own doing:
 * https://docs.github.com/en/actions/concepts/security/github_token. A run may have been put in the place of one that waited for its turn, so it
 * looks at a promotion also where its own event is no news.
 */
export const translateInWorkflow = (event: string, received: unknown): Translated =>
  translate(event, typeof received === 'object' ? { ...received, installation: OF_NOBODY } : received, undefined, true);
