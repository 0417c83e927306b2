// A real OpenID Connect provider for the tests: its issuer, keys and clients are what its one argument says.
// Where a file `id_token` lies beside that, the token in it stands in every answer, as from a provider that was taken over.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import * as oidc from 'oidc-provider';

const { issuer, port, jwks, clients, ahead } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const now = Date.now;
Date.now = () => now() + ahead;
const planted = join(dirname(process.argv[2]), 'id_token');
const provider = new oidc.Provider(issuer, {
  clients,
  jwks,
  claims: { openid: ['sub', 'employee_number'] },
  conformIdTokenClaims: false,
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, employee_number: `no-${sub}` }) }),
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
});
provider.use(async (context, next) => {
  await next();
  // A browser of this machine's time keeps none whose end has passed there.
  const cookies = [context.response.get('Set-Cookie') || []].flat();
  if (cookies.length > 0) context.set('Set-Cookie', cookies.map((each) => each.replace(/; expires=[^;]+/, '')));
  if (context.path === '/token' && context.status === 200 && existsSync(planted)) {
    context.body = { ...context.body, id_token: readFileSync(planted, 'utf8') };
  }
});
createServer(provider.callback()).listen(port, '127.0.0.1', () => console.log('listening'));
