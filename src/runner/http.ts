/** Requests that gates ask for, made on the runner of whoever owns the gates: addresses of cloud metadata are out of reach, nothing is followed. */
import { lookup as lookUp } from 'node:dns';
import { type IncomingMessage, request as plain, type RequestOptions } from 'node:http';
import { request as secure } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Answers, Unknown } from '../core/gates/gate.ts';
import { err, ok, type Result } from '../core/result.ts';

/** Bytes of an answer that are looked at. */
const MOST_BODY = 65_536;
/** The body of an instant query of many series stays below this. */
const MOST_METRICS = 4 * 1024 * 1024;

/** Where clouds hand out credentials to whoever asks from inside; private addresses are where people's services live, so they are allowed. */
const METADATA = new BlockList();
METADATA.addSubnet('169.254.0.0', 16, 'ipv4');
METADATA.addAddress('100.100.100.200', 'ipv4');
METADATA.addAddress('192.0.0.192', 'ipv4');
METADATA.addAddress('168.63.129.16', 'ipv4');
METADATA.addSubnet('fe80::', 10, 'ipv6');
METADATA.addSubnet('fd00:ec2::', 32, 'ipv6');

/** IPv4 in the clothes of IPv6 is seen through by BlockList. */
const isMetadata = (address: string): boolean => METADATA.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

const REFUSED = 'its address is one where clouds hand out credentials, and those are never asked';

/** Checked at the moment of connecting, so that a name cannot mean one address when looked at and another when used. */
const checkedLookup: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    if (addresses.some(({ address }) => isMetadata(address))) return callback(new Error(REFUSED), '', 0);
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    return first ? callback(null, first.address, first.family) : callback(new Error('the name has no address'), '', 0);
  });
};

interface Sending {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutSeconds: number;
  readonly most: number;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function send(sending: Sending): Promise<Answer> {
  const limit = AbortSignal.timeout(sending.timeoutSeconds * 1000);
  try {
    return await exchange(sending, limit);
  } catch (error) {
    // Node.js says only that it was aborted, and not why.
    throw limit.aborted ? LATE : error;
  }
}

function exchange({ url, method, headers, body, most }: Sending, signal: AbortSignal): Promise<Answer> {
  const to = new URL(url);
  const host = to.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isMetadata(host)) return Promise.reject(new Error(REFUSED));
  const options: RequestOptions = { method, headers, lookup: checkedLookup, signal, agent: false };
  return new Promise((resolve, reject) => {
    const sent = (to.protocol === 'https:' ? secure : plain)(to, options, (response) => {
      bodyOf(response, most).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), reject);
    });
    sent.on('error', reject).end(body);
  });
}

async function bodyOf(response: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > most) {
      response.destroy();
      throw new Error(`the answer has more than ${most} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** There was no answer in time. */
const LATE = new Error('no answer in time');

/** What went wrong, without what was sent. */
function whyNot(url: string, error: unknown, timeoutSeconds: number): string {
  const { host } = new URL(url);
  if (error === LATE) return `${host} did not answer within ${timeoutSeconds} s`;
  return `${host} could not be asked: ${error instanceof Error ? error.message : String(error)}`;
}

type Pause = (milliseconds: number) => Promise<unknown>;
/** Milliseconds before the first further try; doubled for each. */
const BACKOFF = 1_000;

/** GET; server errors and unreachable hosts are tried again. A redirect is an answer like any other. */
export async function http(
  pause: Pause,
  { url, retries, timeoutSeconds }: { readonly url: string; readonly retries: number; readonly timeoutSeconds: number },
): Promise<Result<Answers['http'], Unknown>> {
  const headers = { accept: 'application/json, */*;q=0.1', 'user-agent': 'promotion-bot' };
  let last: Result<Answers['http'], Unknown> = err({ message: 'it was never asked' });
  for (let tries = 0; tries <= retries; tries += 1) {
    if (tries > 0) await pause(BACKOFF * 2 ** (tries - 1));
    const began = performance.now();
    try {
      const answer = await send({ url, method: 'GET', headers, timeoutSeconds, most: MOST_BODY });
      last = ok({ ...answer, milliseconds: performance.now() - began });
      if (answer.status < 500) return last;
    } catch (error) {
      last = err({ message: whyNot(url, error, timeoutSeconds) });
    }
  }
  return last;
}

export interface PrometheusServer {
  readonly url: string;
  readonly token: string | undefined;
}

/** Sent as a form, because queries grow long: https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries. */
export async function prometheus(
  server: PrometheusServer | undefined,
  { query }: { readonly query: string },
): Promise<Result<Answers['prometheus'], Unknown>> {
  if (!server) return err({ message: 'no Prometheus is named; write "prometheus: { url: ... }" into the config' });
  const url = `${server.url.replace(/\/+$/, '')}/api/v1/query`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    ...(server.token === undefined ? {} : { authorization: `Bearer ${server.token}` }),
  };
  const timeoutSeconds = 30;
  try {
    const { status, body } = await send({
      url,
      method: 'POST',
      headers,
      body: new URLSearchParams({ query }).toString(),
      timeoutSeconds,
      most: MOST_METRICS,
    });
    if (status >= 300 && status < 400)
      return err({
        message: `${new URL(url).host} sends on to another place (status ${status}), and a token is never sent there: name the real address`,
      });
    return ok({ body });
  } catch (error) {
    return err({ message: whyNot(url, error, timeoutSeconds) });
  }
}
