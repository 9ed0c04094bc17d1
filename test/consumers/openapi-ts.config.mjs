export default {
  input: '../../docs/openapi.json',
  output: 'generated/hey-api',
  plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch', 'zod'],
};
