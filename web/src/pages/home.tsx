export default function Home() {
  return (
    <section class="hero">
      <h1>One name, every chain.</h1>
    </section>
  )
}
