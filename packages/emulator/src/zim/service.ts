import type { ServiceContext, VendorService } from '../vendor-service.ts';
import type { ZimOptions } from './options.ts';

/** ZIM's server API. */
export function createZimService(_options: ZimOptions, _context: ServiceContext): VendorService {
  const refuse: VendorService['refuse'] = (_request, code, text) => ({
    Code: code,
    Message: text ?? '',
    RequestId: '1',
  });
  return {
    vendor: 'zim',
    internalErrorCode: 660000003,
    endpointOf: (request) => request.query.get('Action') ?? '',
    recipientsOf: () => [],
    refuse,
    handle: (request) => refuse(request, 100000007),
    clientSend: async () => ({ code: 100000007 }),
    reset: () => {},
  };
}
