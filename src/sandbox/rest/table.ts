/** Every REST operation the sandbox emulates. A new family is one file beside this one and one line here. */
import { appRoutes } from './app.ts';
import { artifactRoutes } from './artifacts.ts';
import type { Routes } from './call.ts';
import { checkRoutes } from './checks.ts';
import { commentRoutes } from './comments.ts';
import { deliveryRoutes } from './deliveries.ts';
import { deploymentRoutes } from './deployments.ts';
import { gitRoutes } from './git.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { protectionRoutes } from './protections.ts';
import { pullRoutes } from './pulls.ts';
import { refRoutes } from './refs.ts';
import { repositoryRoutes } from './repositories.ts';
import { userRoutes } from './user.ts';
import { workflowRoutes } from './workflows.ts';

export const routes: Routes = {
  ...appRoutes,
  ...deliveryRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...commentRoutes,
  ...repositoryRoutes,
  ...gitRoutes,
  ...refRoutes,
  ...workflowRoutes,
  ...artifactRoutes,
  ...checkRoutes,
  ...pullRoutes,
  ...deploymentRoutes,
  ...protectionRoutes,
  ...userRoutes,
};
