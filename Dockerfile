# The server in a container. docs/operations.md says how to run it, and what of this was never tried.

FROM node:20.18.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY test/node24 test/node24
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY .github/tsconfig.build.json .github/
COPY src src
RUN npm run build

FROM node:20.18.1-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY test/node24 test/node24
# The optional ones are what the sandbox needs, and no server.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:20.18.1-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY --from=packages /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY package.json LICENSE /app/
RUN mkdir /data && chown node:node /data
USER node
# What the server keeps in ./data by itself lands in the volume, because it is started in /.
WORKDIR /
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/dist/cli.js"]
CMD ["start"]
