import { expect, test } from 'vitest';
import { createAdapter } from './__fixtures__/support.ts';

test('the adapter says what it is', () => {
  expect(createAdapter()).toMatchObject({
    specificationVersion: 2,
    vendor: 'tencentIm',
    title: 'Tencent IM',
    app: '1400000000',
    host: 'adminapisgp.im.qcloud.com',
  });
});
