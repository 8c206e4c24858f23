import type { ServiceContext, VendorService } from '../vendor-service.ts';
import type { TencentImOptions } from './options.ts';

/** Tencent IM's REST API v4. No command is known yet: 60009 is the code for a path that does not exist. */
export function createTencentImService(_options: TencentImOptions, _context: ServiceContext): VendorService {
  const refuse: VendorService['refuse'] = (_request, code, text) => ({
    ActionStatus: 'FAIL',
    ErrorCode: code,
    ErrorInfo: text ?? '',
  });
  return {
    vendor: 'tencent-im',
    internalErrorCode: 91000,
    endpointOf: (request) => request.path.slice(1),
    recipientsOf: () => [],
    refuse,
    handle: (request) => refuse(request, 60009),
    clientSend: async () => ({ code: 60009 }),
    reset: () => {},
  };
}
