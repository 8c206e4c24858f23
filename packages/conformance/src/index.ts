export * from './checks.ts';
export { type ConformanceOptions, describeConformance } from './describe-conformance.ts';
