import { typedData } from '../hash.ts'
import type { Prepared } from '../prepare.ts'
import type { Approval } from '../types.ts'

/** What is signed, to the byte. */
export function Technical({ prepared, approvals }: { prepared: Prepared; approvals: Approval[] }) {
  const { operation, domain, digest, unchecked } = prepared
  return (
    <>
      {unchecked.length > 0 && (
        <p class="notice warn" role="note">
          This page does not know how addresses of{' '}
          {unchecked.length === 1 ? 'one of these coins' : 'some of these coins'} are written, so the gateway wrote{' '}
          {unchecked.map((index) => `record ${index + 1}`).join(', ')}. Compare it before you sign.
        </p>
      )}
      <details>
        <summary>Technical view: exactly what is signed</summary>
        <p>
          EIP-712 typed data, its digest computed by this page. It counts only for the Keystore contract{' '}
          <code>{domain.verifyingContract}</code> on chain {domain.chainId}.
        </p>
        <p>Digest: <code class="desk-digest">{digest}</code></p>
        <pre tabIndex={0}>{JSON.stringify(typedData(operation, domain), null, 2)}</pre>
        {approvals.length > 0 && (
          <>
            <p>Signatures so far:</p>
            <pre tabIndex={0}>{JSON.stringify(approvals, null, 2)}</pre>
          </>
        )}
      </details>
    </>
  )
}
