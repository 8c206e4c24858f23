export { enableOpenTelemetry, type OpenTelemetryOptions } from './enable-open-telemetry.ts';
export { semanticConventionsVersion } from './names.ts';
