/** A web server on one port, which begins and ends in order. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Milliseconds that a client may take. */
export interface Patience {
  /** From the first byte of a request to the end of its head. */
  readonly head: number;
  /** From the first byte of a request to its last. */
  readonly whole: number;
}

export interface Place {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
}

export interface Listener {
  /** With the port that was taken: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Takes nothing new and waits for what is under way, at most `grace` milliseconds; what is left is cut off. */
  readonly close: (grace: number) => Promise<void>;
}

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** GitHub sends the largest payload in far less. */
export const PATIENCE: Patience = { head: 10_000, whole: 30_000 };

/** @throws the error of `listen`, `EADDRINUSE` for instance; its `port` tells which one. */
export async function listen(answer: Answering, { port, host }: Place, patience: Patience = PATIENCE): Promise<Listener> {
  // Node looks at its own limits only so often, every 30 seconds if it is not told.
  const connectionsCheckingInterval = Math.min(1_000, patience.head, patience.whole);
  const limits = { headersTimeout: patience.head, requestTimeout: patience.whole, connectionsCheckingInterval };
  const open = new Set<ServerResponse>();
  const server = createServer(limits, (request, response) => {
    open.add(response.on('close', () => open.delete(response)));
    if (!server.listening) response.shouldKeepAlive = false;
    answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { url: urlOf(server), close: (grace) => close(server, open, grace) };
}

function urlOf(server: Server): string {
  const address = server.address() as AddressInfo; // a string only for pipes, which `listen` with a port never makes
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

function close(server: Server, open: ReadonlySet<ServerResponse>, grace: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
    // A client that keeps its connection would keep the server as well.
    for (const response of open) response.shouldKeepAlive = false;
  });
}
