import { startPigeon } from './__fixtures__/pigeon.ts';
import { describeConformance } from './describe-conformance.ts';

describeConformance({ name: 'pigeon', start: () => startPigeon() });
