// The package says nothing of its types.
declare module '@20minutes/s3rver';
