/** The least that any Probot app does: it verifies, parses, and stores nothing. Argument: the secret; prints its port when it listens. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createNodeMiddleware, Probot } from 'probot';

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const probot = new Probot({ appId: 1, privateKey, secret: process.argv[2] ?? '', logLevel: 'fatal' });
const middleware = await createNodeMiddleware((app) => void app.onAny(() => {}), { probot, webhooksPath: '/api/github/webhooks' });
const server = createServer((request, response) => void middleware(request, response));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : ''}\n`);
});
