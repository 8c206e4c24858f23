/** The vendor's name in problems and receipts, and its key under `vendor` in a message. */
export const vendorName = 'tencentIm';
/** The vendor's name in sentences. */
export const vendorTitle = 'Tencent IM';
