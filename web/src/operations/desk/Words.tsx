import type { Description } from '../describe.ts'

/** What an operation says, member by member. Its texts may be anybody's: they are shown as text, each by itself. */
export function Words({ description }: { description: Description }) {
  return (
    <>
      <dl class="desk-words">
        {description.lines.map(({ label, text, isRaw }, index) => (
          <div key={index}>
            <dt><bdi>{label}</bdi></dt>
            <dd class={isRaw ? 'raw' : undefined}><bdi>{text}</bdi></dd>
          </div>
        ))}
      </dl>
      <p class="desk-next"><strong>What happens next.</strong> {description.next}</p>
    </>
  )
}
