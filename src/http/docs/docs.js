// Draws /openapi.json: every operation with its parameters, shapes and examples, and a way to send
// it. Text from the document or an answer only ever becomes text, never markup.

const METHODS = ["get", "post"];
/** How many shapes deep a shape is drawn: some hold themselves. */
const DEPTH = 6;

/** An element with attributes and children; strings become text. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

/** Text in which `code` stands between backticks. */
function prose(text = "") {
  return text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

const paragraphs = (text = "") => text.split("\n\n").filter(Boolean).map((part) => make("p", {}, prose(part)));
const pretty = (value) => JSON.stringify(value, null, 2);

class Page {
  constructor(document_) {
    this.document = document_;
  }

  /** What a `$ref` leads to, with what stands beside it. */
  resolve(schema) {
    if (!schema?.$ref) return schema ?? {};
    const { $ref, ...beside } = schema;
    const target = $ref.slice(2).split("/").reduce((at, key) => at?.[key], this.document);
    return { title: $ref.split("/").pop(), ...target, ...beside };
  }

  typeOf(schema) {
    const resolved = this.resolve(schema);
    if (schema?.$ref) return resolved.title;
    if (resolved.oneOf) return resolved.oneOf.map((one) => this.typeOf(one)).join(" or ");
    if (resolved.allOf) return "object";
    const types = [resolved.type].flat().filter(Boolean);
    return types.map((type) => (type === "array" ? `list of ${this.typeOf(resolved.items)}` : type)).join(" or ") || "any";
  }

  bounds(schema) {
    const { minimum, maximum, minItems, maxItems, default: fallback, enum: values, pattern } = this.resolve(schema);
    const found = [];
    if (values) found.push(values.map((value) => JSON.stringify(value)).join(", "));
    if (minimum !== undefined && maximum !== undefined) found.push(`${minimum} to ${maximum}`);
    if (minItems !== undefined || maxItems !== undefined) found.push(`${minItems ?? 0} to ${maxItems ?? "any number of"} entries`);
    if (fallback !== undefined) found.push(`default ${JSON.stringify(fallback)}`);
    if (pattern) found.push(pattern);
    return found.length ? ` (${found.join("; ")})` : "";
  }

  /** A value of this shape: its example, or one made of its members' examples. */
  example(schema, depth = 0) {
    const resolved = this.resolve(schema);
    if (resolved.example !== undefined) return resolved.example;
    if (resolved.default !== undefined) return resolved.default;
    if (resolved.enum) return resolved.enum[0];
    if (resolved.const !== undefined) return resolved.const;
    if (depth > DEPTH) return null;
    if (resolved.oneOf) {
      const one = resolved.oneOf.find((each) => each.type !== "null");
      return this.example(one, depth + 1);
    }
    if (resolved.allOf) return Object.assign({}, ...resolved.allOf.map((part) => this.example(part, depth + 1)));
    switch ([resolved.type].flat().find((type) => type !== "null")) {
      case "object":
        return Object.fromEntries(
          Object.entries(resolved.properties ?? {})
            .filter(([name]) => resolved.required?.includes(name))
            .map(([name, property]) => [name, this.example(property, depth + 1)]),
        );
      case "array":
        return [this.example(resolved.items, depth + 1)];
      case "integer":
      case "number":
        return resolved.minimum ?? 0;
      case "boolean":
        return false;
      case "string":
        return "…";
      default:
        return null;
    }
  }

  /** The members of a shape, each of which may be opened. */
  shape(schema, depth = 0) {
    const resolved = this.resolve(schema);
    if (depth > DEPTH) return undefined;
    if (resolved.allOf) return resolved.allOf.map((part) => this.shape(part, depth));
    const several = resolved.oneOf?.filter((one) => one.type !== "null");
    if (several?.length === 1) return this.shape(several[0], depth);
    if (several) {
      return several.map((one, index) => {
        const variant = this.resolve(one);
        const name = variant.properties?.primaryType?.enum?.[0] ?? variant.title ?? this.typeOf(one);
        return this.entry(name, one, true, `variant ${index + 1}`, depth);
      });
    }
    if ([resolved.type].flat().includes("array")) return this.shape(resolved.items, depth);
    const members = Object.entries(resolved.properties ?? {});
    return members.map(([name, member]) =>
      this.entry(name, member, resolved.required?.includes(name), this.typeOf(member), depth),
    );
  }

  entry(name, schema, required, type, depth) {
    const inner = this.shape(schema, depth + 1);
    const label = [
      make("code", {}, name),
      required ? "" : "?",
      make("span", { class: "type" }, ` ${type}${this.bounds(schema)} `),
      make("span", {}, prose(this.resolve(schema).description)),
    ];
    return inner?.flat().filter(Boolean).length
      ? make("details", {}, make("summary", {}, label), inner)
      : make("div", {}, label);
  }

  parameters(operation, id) {
    const rows = (operation.parameters ?? []).map((parameter) => {
      const input = make("input", {
        id: `${id}-${parameter.in}-${parameter.name}`,
        "data-in": parameter.in,
        "data-name": parameter.name,
        value: parameter.in === "path" ? parameter.example : undefined,
        placeholder: parameter.example ?? parameter.schema?.default,
        autocomplete: "off",
      });
      return make("tr", {},
        make("td", { class: "name" }, make("label", { for: input.id }, parameter.name, parameter.required ? "" : "?")),
        make("td", {}, input),
        make("td", {}, make("span", { class: "type" }, `${parameter.in}, ${this.typeOf(parameter.schema)}${this.bounds(parameter.schema)} `),
          prose(parameter.description)));
    });
    if (operation.security?.some((scheme) => "apiKey" in scheme)) {
      const input = make("input", { id: `${id}-key`, "data-in": "key", autocomplete: "off" });
      rows.push(make("tr", {},
        make("td", { class: "name" }, make("label", { for: input.id }, "Authorization?")),
        make("td", {}, input),
        make("td", {}, "the API key, sent as ", make("code", {}, "Bearer …"))));
    }
    return rows.length
      ? [make("h3", {}, "Parameters"), make("table", {}, make("tbody", {}, rows))]
      : undefined;
  }

  operation(path, method, operation) {
    const id = operation.operationId;
    const body = operation.requestBody?.content?.["application/json"];
    const parts = [...paragraphs(operation.description), this.parameters(operation, id)].flat();
    let text;
    if (body) {
      text = make("textarea", { id: `${id}-body`, spellcheck: "false" });
      text.value = pretty(body.example ?? this.example(body.schema));
      parts.push(make("h3", {}, make("label", { for: text.id }, "Body")), text,
        make("details", { class: "schema" }, make("summary", {}, `Shape: ${this.typeOf(body.schema)}`), this.shape(body.schema)));
    }
    const answer = make("div", { "aria-live": "polite" });
    const send = make("button", { type: "button" }, "Send");
    parts.push(make("p", {}, send), answer, make("h3", {}, "Answers"), this.answers(operation));
    const inside = make("div", {}, parts);
    send.addEventListener("click", () => this.send(path, method, inside, text, send, answer));
    const about = make("span", { class: "summary" }, prose(operation.summary));
    return make("details", { class: "operation", id, "data-find": `${method} ${path} ${pretty(operation)}`.toLowerCase() },
      make("summary", {}, make("span", { class: `method ${method}` }, method.toUpperCase()), make("code", {}, path), about),
      inside);
  }

  answers(operation) {
    const rows = Object.entries(operation.responses).map(([status, response]) => {
      const shapes = Object.entries(response.content ?? {}).map(([type, content]) => {
        const inner = this.shape(content.schema) ?? [];
        return make("details", { class: "schema" },
          make("summary", {}, make("code", {}, type), ` ${this.typeOf(content.schema)}`),
          inner, make("pre", {}, pretty(content.example ?? this.example(content.schema))));
      });
      return make("tr", {}, make("td", { class: "name" }, status), make("td", {}, prose(response.description), shapes));
    });
    return make("table", {}, make("tbody", {}, rows));
  }

  /** Sends what the form holds, and shows what comes back. */
  async send(path, method, form, text, button, answer) {
    const query = new URLSearchParams();
    const headers = {};
    let target = path;
    for (const { dataset, value } of form.querySelectorAll("input[data-in]")) {
      if (dataset.in === "path") target = target.replace(`{${dataset.name}}`, encodeURIComponent(value));
      else if (value === "") continue;
      else if (dataset.in === "query") query.set(dataset.name, value);
      else if (dataset.in === "key") headers.authorization = `Bearer ${value}`;
      else headers[dataset.name] = value;
    }
    if (query.size) target += `?${query}`;
    if (text) headers["content-type"] = "application/json";
    button.disabled = true;
    try {
      const response = await fetch(target, { method: method.toUpperCase(), headers, body: text?.value });
      const raw = await response.text();
      const json = response.headers.get("content-type")?.includes("json");
      answer.replaceChildren(
        make("p", { class: response.ok ? "status" : "status bad" }, `${response.status} ${response.statusText}`),
        make("pre", { tabindex: "0" }, `${method.toUpperCase()} ${target}\n\n`, raw && json ? pretty(JSON.parse(raw)) : raw));
    } catch (error) {
      answer.replaceChildren(make("p", { class: "status bad" }, String(error)));
    } finally {
      button.disabled = false;
    }
  }

  draw() {
    const { info, tags, paths } = this.document;
    document.title = `${info.title} API`;
    document.getElementById("title").textContent = `${info.title} API ${info.version}`;
    document.getElementById("about").replaceChildren(...prose(info.description));
    const contents = document.getElementById("contents");
    const main = document.getElementById("operations");
    for (const tag of tags) {
      const heading = make("h2", { id: `tag-${tag.name}` }, tag.name);
      main.append(heading, make("p", {}, prose(tag.description)));
      const links = make("ul");
      for (const [path, item] of Object.entries(paths)) {
        for (const method of METHODS.filter((each) => item[each]?.tags?.includes(tag.name))) {
          main.append(this.operation(path, method, item[method]));
          links.append(make("li", {}, make("a", { href: `#${item[method].operationId}` },
            make("span", { class: `method ${method}` }, method.toUpperCase()), path)));
        }
      }
      contents.append(make("h2", {}, tag.name), links);
    }
  }
}

/** Opens the operation that the address names. */
function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

/** Shows only the operations that hold every word. */
function find(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const operation of document.querySelectorAll(".operation")) {
    const found = words.every((word) => operation.dataset.find.includes(word));
    operation.hidden = !found;
    const link = document.querySelector(`nav a[href="#${operation.id}"]`);
    if (link) link.parentElement.hidden = !found;
  }
}

try {
  const response = await fetch("/openapi.json");
  new Page(await response.json()).draw();
  document.getElementById("find").addEventListener("input", (event) => find(event.target.value));
  addEventListener("hashchange", open);
  open();
} catch (error) {
  document.getElementById("operations").textContent = `The API's description cannot be read: ${error}`;
}
