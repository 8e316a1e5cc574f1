import nock from 'nock';

// No test may reach a network: whoever needs GitHub uses the sandbox in process, or a server on loopback.
nock.disableNetConnect();
nock.enableNetConnect(/^(127\.0\.0\.1|localhost)(:\d+)?$/);
