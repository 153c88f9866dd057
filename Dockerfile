# The site in a container: built by Node, served by Debian's nginx with the settings that the build writes, on port 8080.
# docker build -t rongji . && docker run --rm --read-only --tmpfs /tmp --cap-drop ALL -p 8080:8080 rongji
FROM node:24-bookworm-slim AS build
WORKDIR /project
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error
COPY astro.config.mjs tsconfig.json site.config.ts ./
COPY content content
COPY public public
COPY src src
COPY tools tools
RUN node tools/build.ts && node tools/write-hosting.ts --folder /srv/rongji --listen 8080 --to hosting

FROM debian:bookworm-slim
RUN apt-get update -qq \
  && apt-get install -y -qq --no-install-recommends nginx libnginx-mod-http-brotli-static \
  && rm -rf /var/lib/apt/lists/*
COPY docker/nginx.conf /etc/nginx/nginx.conf
COPY --from=build /project/hosting/nginx /etc/nginx/rongji
COPY --from=build /project/dist /srv/rongji
USER www-data
EXPOSE 8080
CMD ["nginx", "-e", "stderr", "-g", "daemon off;"]
