# syntax=docker/dockerfile:1
# Two images from one file: `portolan` (the default, the last stage) and `emulator` (--target emulator).
# The current long-term release; the tests run on 20, and both programs were tried on 24 and 26.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json ./client/
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs ./scripts/

FROM build AS build-portolan
COPY src ./src
COPY config ./config
COPY scripts/write-served-documents.mjs scripts/bundle-service.mjs ./scripts/
RUN node scripts/build.mjs service

FROM build AS build-explorer
COPY client/src ./client/src
COPY explorer ./explorer
RUN node scripts/build.mjs explorer

FROM build AS build-emulator
COPY emulator ./emulator
RUN node scripts/build.mjs emulator

FROM node:${NODE_VERSION}-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json ./client/
RUN npm ci --omit=dev && npm cache clean --force

FROM node:${NODE_VERSION}-slim AS base
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
# Owns nothing in /app: the file system may be mounted read-only. Downloads of exports pass through /tmp.
USER node

FROM base AS emulator
COPY --from=build-emulator /app/dist-emulator ./dist-emulator
ENV HOST=0.0.0.0 EMULATOR_PORT=4010
EXPOSE 4010
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.EMULATOR_PORT}/__emulator/settings`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist-emulator/main.js"]

FROM base AS portolan
LABEL org.opencontainers.image.title="portolan" \
      org.opencontainers.image.description="One REST API over the open ports of a whole fleet" \
      org.opencontainers.image.version="0.1.0"
COPY --from=build-portolan /app/dist ./dist
COPY --from=build-explorer /app/dist-explorer ./dist-explorer
# Without the configurations of demonstrations: docker-compose.yml mounts its own.
COPY config/default.yaml config/production.example.yaml ./config/
ENV HOST=0.0.0.0 PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1 and drains on SIGTERM.
CMD ["node", "dist/bundle/main.js"]
