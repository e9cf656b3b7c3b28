# Builds the host with all modules: docker build -t shopstream:0.1.0 .
# The tags name the distribution, because the names of the native packages below go with it.
ARG DOTNET_TAG=10.0-noble

FROM mcr.microsoft.com/dotnet/sdk:${DOTNET_TAG} AS build
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    DOTNET_NOLOGO=1
WORKDIR /source
# What decides the packages comes first, so that a change of code alone does not restore again.
COPY Directory.Build.props Directory.Packages.props ./
COPY Shopstream.Host/Shopstream.Host.csproj Shopstream.Host/
COPY Shopstream.Modules/Shopstream.Modules.csproj Shopstream.Modules/
RUN dotnet restore Shopstream.Host/Shopstream.Host.csproj
COPY .editorconfig BannedSymbols.txt appsettings.json appsettings.Infra.json ./
COPY Shopstream.Modules/ Shopstream.Modules/
COPY Shopstream.Host/ Shopstream.Host/
RUN dotnet publish Shopstream.Host/Shopstream.Host.csproj --no-restore --configuration Release --output /app -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_TAG}
# The clients of Kafka and MongoDB are the distribution's native libraries.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends librdkafka1 libmongoc-1.0-0t64 \
 && rm -rf /var/lib/apt/lists/* \
 && install --directory --owner="$APP_UID" --group="$APP_UID" --mode=0750 /var/lib/shopstream
WORKDIR /app
COPY --from=build /app ./
# The base image's ASPNETCORE_HTTP_PORTS would only be overridden, with a warning at each start. Diagnostic sockets are off:
# they need a writable /tmp and are a way into the process.
ENV DOTNET_ENVIRONMENT=Production \
    DOTNET_EnableDiagnostics=0 \
    ASPNETCORE_HTTP_PORTS="" \
    urls=http://+:8080 \
    Data__Path=/var/lib/shopstream
# Files of the embedded providers, when they are used.
VOLUME /var/lib/shopstream
USER $APP_UID
EXPOSE 8080
# The image has no curl. A caller inside the container reads without the API key.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/live HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "Shopstream.Host.dll"]
