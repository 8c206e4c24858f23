import { expect, test } from 'vitest';
import { createAdapter } from './__fixtures__/support.ts';

test('the adapter says who it is and what it can do', () => {
  expect(createAdapter()).toMatchObject({
    specificationVersion: 2,
    vendor: 'tencentIm',
    title: 'Tencent IM',
    app: '1400000000',
    host: 'adminapisgp.im.qcloud.com',
  });
});
