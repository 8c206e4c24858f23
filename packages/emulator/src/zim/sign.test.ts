import { expect, test } from 'vitest';
import { zimSignature } from './sign.ts';

test.each([
  {
    from: "the vendor's documentation",
    parts: { appId: '12345', nonce: '4fd24687296dd9f3', timestamp: '1615186943' },
    secret: '9193cc662a4c0ec135ec71fb57194b38',
    signature: '43e5cfcca828314675f91b001390566a',
  },
  {
    from: 'the vendor reference',
    parts: { appId: '2000000001', nonce: 'a1b2c3d4e5f60718', timestamp: '1750000000' },
    secret: '0123456789abcdef0123456789abcdef',
    signature: '31d6842f22967c72c060230946d8a245',
  },
])('signs the vector of $from', ({ parts, secret, signature }) => {
  expect(zimSignature(parts, secret)).toBe(signature);
});
