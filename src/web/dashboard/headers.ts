/** What every answer says to browsers: nothing but what this server brings along, in nobody's frame, kept by nobody. */
import type { Context, MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** No script and no style in a page itself, and no other host. */
const POLICY = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  scriptSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

const COMMON = {
  contentSecurityPolicy: POLICY,
  // Without a referrer at all, browsers send "null" as the origin of a form: https://fetch.spec.whatwg.org/#append-a-request-origin-header
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
  crossOriginResourcePolicy: 'same-origin',
} as const;

const plain = secureHeaders({ ...COMMON, strictTransportSecurity: false });
const secure = secureHeaders({ ...COMMON, strictTransportSecurity: 'max-age=31536000' });

/** @param isSecure whether people reach this server by https. */
export const headers =
  (isSecure: () => boolean): MiddlewareHandler =>
  async (c: Context, next): Promise<void> => {
    await (isSecure() ? secure : plain)(c, next);
    // A README is a page of another host.
    if (c.res.headers.get('content-type')?.startsWith('image/')) c.res.headers.set('cross-origin-resource-policy', 'cross-origin');
    // What somebody may see today is nobody's tomorrow.
    if (!c.res.headers.get('cache-control')?.startsWith('public')) c.res.headers.set('cache-control', 'private, no-store');
  };
