/** The two pages of the set-up, served on this machine only. */
import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

const page = async (title: string, body: Html): Promise<string> =>
  String(
    await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark; }
button { font: inherit; padding: 0.5rem 1rem; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`,
  );

/** @param action where the form goes, on GitHub. @param manifest JSON. */
export const registerPage = (action: string, manifest: string, webhookUrl: string): Promise<string> =>
  page(
    'Register Promotion Bot',
    html`<p>GitHub will show what the App asks for, let you choose its name, and send you back here. Events will be delivered to
<code>${webhookUrl}</code>.</p>
<form method="post" action="${action}">
<input type="hidden" name="manifest" value="${manifest}">
<button type="submit">Continue on GitHub</button>
</form>`,
  );

export const sayPage = (title: string, sentence: string): Promise<string> => page(title, html`<p>${sentence}</p>`);
