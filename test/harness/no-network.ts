import { afterAll } from '@jest/globals';
import nock from 'nock';

// No test may reach a network: whoever needs GitHub uses the sandbox in process, or a server on loopback.
nock.disableNetConnect();
nock.enableNetConnect(/^(127\.0\.0\.1|localhost)(:\d+)?$/);

// Node's own http module outlives a test file: a patch left on it would wrap, and remember, every request of the files that follow.
afterAll(() => nock.restore());
