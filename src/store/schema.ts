/** Where everything lies: names that every query shares. */

/** Inbox, timers and what several processes must agree on. */
export const SCHEMA = 'promotion_bot';
/** What can be thrown away and read again from GitHub. */
export const INDEX = 'promotion_index';
/** graphile-worker's own tables. */
export const JOBS = 'promotion_jobs';

/** First half of the keys of our advisory locks: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS */
export const LOCK_CLASS = 0x70_72_6f_6d;
