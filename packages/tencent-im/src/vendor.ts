/** The vendor's name in problems and receipts, its key under `vendor` in a message, and its name in sentences. */
export const vendorName = 'tencentIm';
export const vendorKey = 'tencentIm';
export const vendorTitle = 'Tencent IM';
