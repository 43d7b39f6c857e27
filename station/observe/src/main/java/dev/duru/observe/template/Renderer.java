package dev.duru.observe.template;

import dev.duru.observe.template.Node.Pipe;
import dev.duru.observe.template.Node.Term;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Renders nodes. For one rendering. */
final class Renderer {
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_DEPTH = 50;

    private final Map<String, List<Node>> defined;
    private final Functions functions;
    private final Deque<Map<String, @Nullable Object>> scopes = new ArrayDeque<>();
    private final StringBuilder out = new StringBuilder();
    private int depth;

    Renderer(Map<String, List<Node>> defined, Functions functions) {
        this.defined = defined;
        this.functions = functions;
    }

    String render(
            List<Node> nodes,
            @Nullable Object dot,
            Map<String, ? extends @Nullable Object> variables) {
        Map<String, @Nullable Object> first = new HashMap<>(variables);
        first.put("$", dot);
        scopes.push(first);
        run(nodes, dot);
        return out.toString();
    }

    private void run(List<Node> nodes, @Nullable Object dot) {
        for (Node node : nodes) {
            switch (node) {
                case Node.Plain(String text) -> write(text);
                case Node.Action(Pipe pipe) -> {
                    Object value = value(pipe, dot);
                    if (pipe.variables().isEmpty()) {
                        write(Values.text(value));
                    }
                }
                case Node.Choice choice -> choose(choice, dot);
                case Node.Loop loop -> loop(loop, dot);
                case Node.Call(String name, @Nullable Pipe pipe) -> call(name, pipe, dot);
            }
        }
    }

    private void write(String text) {
        if (out.length() + text.length() > MOST_CHARACTERS) {
            throw new TemplateException("the text grows beyond a million characters");
        }
        out.append(text);
    }

    private void choose(Node.Choice choice, @Nullable Object dot) {
        scopes.push(new HashMap<>());
        Object value = value(choice.pipe(), dot);
        if (Values.truth(value)) {
            run(choice.then(), choice.dot() ? value : dot);
        } else {
            run(choice.otherwise(), dot);
        }
        scopes.pop();
    }

    private void loop(Node.Loop loop, @Nullable Object dot) {
        Pipe pipe = loop.pipe();
        Object all = value(new Pipe(List.of(), false, pipe.commands()), dot);
        Map<Object, @Nullable Object> items = new java.util.LinkedHashMap<>();
        switch (all) {
            case null -> {}
            case Map<?, ?> map -> new TreeMap<>(Values.texts(map)).forEach(items::put);
            case Collection<?> list -> {
                long i = 0;
                for (Object item : list) {
                    items.put(i++, item);
                }
            }
            default -> throw new TemplateException("range can't iterate over " + Values.text(all));
        }
        if (items.isEmpty()) {
            run(loop.otherwise(), dot);
        }
        items.forEach((key, item) -> {
            Map<String, @Nullable Object> scope = new HashMap<>();
            List<String> names = pipe.variables();
            if (names.size() == 2) {
                scope.put(names.get(0), key);
            }
            if (!names.isEmpty()) {
                scope.put(names.getLast(), item);
            }
            scopes.push(scope);
            run(loop.body(), item);
            scopes.pop();
        });
    }

    private void call(String name, @Nullable Pipe pipe, @Nullable Object dot) {
        List<Node> body = defined.get(name);
        if (body == null) {
            throw new TemplateException("template \"" + name + "\" is not defined");
        }
        if (++depth > MOST_DEPTH) {
            throw new TemplateException("template \"" + name + "\" calls itself too deep");
        }
        Object argument = pipe == null ? null : value(pipe, dot);
        Map<String, @Nullable Object> scope = new HashMap<>();
        scope.put("$", argument);
        scopes.push(scope);
        run(body, argument);
        scopes.pop();
        depth--;
    }

    private @Nullable Object value(Pipe pipe, @Nullable Object dot) {
        Object value = null;
        boolean first = true;
        for (List<Term> command : pipe.commands()) {
            value = command(command, dot, value, !first);
            first = false;
        }
        for (String name : pipe.variables()) {
            assign(name, value, pipe.declares());
        }
        return value;
    }

    private void assign(String name, @Nullable Object value, boolean declares) {
        if (!declares) {
            for (Map<String, @Nullable Object> scope : scopes) {
                if (scope.containsKey(name)) {
                    scope.put(name, value);
                    return;
                }
            }
            throw new TemplateException("undefined variable \"" + name + "\"");
        }
        Map<String, @Nullable Object> scope = scopes.peek();
        if (scope != null) {
            scope.put(name, value);
        }
    }

    private @Nullable Object command(
            List<Term> terms, @Nullable Object dot, @Nullable Object piped, boolean hasPiped) {
        if (terms.getFirst() instanceof Term.Named(String name, int _)) {
            if (name.equals("and") || name.equals("or")) {
                return junction(name, terms, dot);
            }
            List<@Nullable Object> arguments = new ArrayList<>();
            for (Term term : terms.subList(1, terms.size())) {
                arguments.add(operand(term, dot));
            }
            if (hasPiped) {
                arguments.add(piped);
            }
            return function(name, arguments);
        }
        if (terms.size() > 1 && terms.getFirst() instanceof Term.Field(Term of, String name)) {
            List<@Nullable Object> arguments = new ArrayList<>();
            arguments.add(operand(of, dot));
            for (Term term : terms.subList(1, terms.size())) {
                arguments.add(operand(term, dot));
            }
            return function(name, arguments);
        }
        if (terms.size() > 1 || hasPiped) {
            throw new TemplateException("can't give argument to non-function");
        }
        return operand(terms.getFirst(), dot);
    }

    /** Stops at the first that decides. */
    private @Nullable Object junction(String name, List<Term> terms, @Nullable Object dot) {
        Object value = null;
        for (Term term : terms.subList(1, terms.size())) {
            value = operand(term, dot);
            if (Values.truth(value) == name.equals("or")) {
                return value;
            }
        }
        return value;
    }

    private @Nullable Object function(String name, List<@Nullable Object> arguments) {
        if (functions.has(name)) {
            return functions.call(name, arguments);
        }
        return Builtins.call(name, arguments);
    }

    private @Nullable Object operand(Term term, @Nullable Object dot) {
        return switch (term) {
            case Term.Literal(@Nullable Object value) -> value;
            case Term.Dot() -> dot;
            case Term.Variable(String name) -> variable(name);
            case Term.Named(String name, int _) -> function(name, List.of());
            case Term.Group(Pipe pipe) -> value(pipe, dot);
            case Term.Field(Term of, String name) -> field(operand(of, dot), name);
        };
    }

    private @Nullable Object variable(String name) {
        for (Map<String, @Nullable Object> scope : scopes) {
            if (scope.containsKey(name)) {
                return scope.get(name);
            }
        }
        throw new TemplateException("undefined variable \"" + name + "\"");
    }

    /** A field; a method of a value, such as {@code .Labels.SortedPairs}, is a function of it. */
    private @Nullable Object field(@Nullable Object of, String name) {
        if (of instanceof Map<?, ?> map && map.containsKey(name)) {
            return map.get(name);
        }
        if (functions.has("." + name)) {
            return functions.call("." + name, java.util.Collections.singletonList(of));
        }
        if (of instanceof Map<?, ?> map) {
            return map.containsKey(Values.FIXED) ? missing(name) : "";
        }
        return missing(name);
    }

    private static Object missing(String name) {
        throw new TemplateException("can't evaluate field " + name);
    }
}
