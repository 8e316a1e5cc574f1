/** The part of GitHub's answer that is about deployments, and about what speaks against a version. */
import * as z from 'zod';

export const actor = z.object({ __typename: z.string(), login: z.string(), databaseId: z.number().nullish() }).nullable();
export type ActorAnswer = z.infer<typeof actor>;

export const deployments = z
  .object({
    nodes: z.array(
      z
        .object({
          id: z.string(),
          commitOid: z.string(),
          payload: z.string().nullable(),
          createdAt: z.string(),
          creator: actor,
          statuses: z.object({
            nodes: z.array(
              z
                .object({
                  state: z.string(),
                  createdAt: z.string(),
                  description: z.string().nullable(),
                  logUrl: z.string().nullable(),
                  creator: actor,
                })
                .nullable(),
            ),
          }),
        })
        .nullable(),
    ),
  })
  .nullish();

export const alerts = z
  .object({
    nodes: z.array(
      z
        .object({
          number: z.number(),
          createdAt: z.string(),
          securityVulnerability: z.object({ severity: z.string(), package: z.object({ name: z.string() }) }).nullable(),
        })
        .nullable(),
    ),
  })
  .nullish();

/** Only issues have a number here; a pull request that mentions this one is no incident. */
export const mentions = z
  .object({
    nodes: z.array(
      z
        .object({
          createdAt: z.string().optional(),
          isCrossRepository: z.boolean().optional(),
          source: z
            .object({
              number: z.number().optional(),
              title: z.string().optional(),
              url: z.string().optional(),
              state: z.string().optional(),
              labels: z.object({ nodes: z.array(z.object({ name: z.string() })) }).nullish(),
            })
            .nullish(),
        })
        .nullable(),
    ),
  })
  .optional();
