package dev.duru.dialects.expressions;

import dev.duru.dialects.plan.Executor;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Service;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the images of a job mean when its values are known. */
public final class Containers {
    private Containers() {}

    /**
     * A container to start.
     *
     * @param name of a service; empty for the job's own container
     * @param env in the order of the file
     * @param ports such as {@code 8080:80}, {@code 80} or {@code 53:53/udp}
     * @param options further arguments of {@code docker create}, one text; may be empty
     * @param entrypoint one text; empty means the image's own
     * @param command one text of arguments; empty means the image's own
     * @param username for the image's registry; empty means none
     */
    public record Spec(
            String name,
            String image,
            Map<String, String> env,
            List<String> ports,
            List<String> volumes,
            String options,
            String entrypoint,
            String command,
            String username,
            String password,
            Position src) {}

    /**
     * The container of a job, or nothing where its image is empty: then the job runs on the
     * machine.
     *
     * @throws ExpressionException if a value has the wrong shape; it knows the place
     */
    public static Optional<Spec> container(Executor.Image image, Contexts contexts) {
        return spec("", image, contexts);
    }

    /**
     * The services of a job that are to be started: those whose image is not empty.
     *
     * @throws ExpressionException if a value has the wrong shape; it knows the place
     */
    public static List<Spec> services(List<Service> services, Contexts contexts) {
        List<Spec> specs = new ArrayList<>();
        for (Service service : services) {
            if (!service.name().isEmpty()) {
                spec(service.name(), service.image(), contexts).ifPresent(specs::add);
                continue;
            }
            Expr all = service.image().reference();
            switch (Expressions.evaluate(all, contexts)) {
                case Value.Null _ -> {}
                case Obj named ->
                        named.members()
                                .forEach(member ->
                                        spec(member.key(), member.value(), all.src())
                                                .ifPresent(specs::add));
                case Value other ->
                        throw wrong("services", "an object of services", other, all.src());
            }
        }
        return specs;
    }

    private static Optional<Spec> spec(String name, Executor.Image image, Contexts contexts) {
        Value reference = Expressions.evaluate(image.reference(), contexts);
        if (reference instanceof Obj) {
            return spec(name, reference, image.src());
        }
        Executor.Credentials credentials = image.credentials();
        Obj.Builder values =
                Obj.builder()
                        .put("image", reference)
                        .put("env", Expressions.evaluate(image.env(), contexts))
                        .put("ports", Expressions.evaluate(image.ports(), contexts))
                        .put("volumes", Expressions.evaluate(image.volumes(), contexts))
                        .put("options", Expressions.evaluate(image.options(), contexts))
                        .put("entrypoint", Expressions.evaluate(image.entrypoint(), contexts))
                        .put("command", Expressions.evaluate(image.command(), contexts));
        if (credentials != null) {
            values.put("credentials", credentials(credentials, contexts));
        }
        return spec(name, values.build(), image.src());
    }

    private static Value credentials(Executor.Credentials credentials, Contexts contexts) {
        return Obj.builder()
                .put("username", Expressions.evaluate(credentials.username(), contexts))
                .put("password", Expressions.evaluate(credentials.password(), contexts))
                .build();
    }

    private static Optional<Spec> spec(String name, Value value, Position src) {
        Obj map =
                switch (value) {
                    case Obj object -> object;
                    case Value.Null _ -> Obj.empty();
                    case Value.Str text -> Obj.empty().with("image", text);
                    case Value other -> throw wrong("image", "a text", other, src);
                };
        String image = text(map.at("image"), "image", src);
        if (image.isBlank()) {
            return Optional.empty();
        }
        Obj credentials = object(map.at("credentials"), "credentials", src);
        return Optional.of(
                new Spec(
                        name,
                        image.strip(),
                        texts(object(map.at("env"), "env", src)),
                        list(map.at("ports"), "ports", src),
                        list(map.at("volumes"), "volumes", src),
                        text(map.at("options"), "options", src),
                        text(map.at("entrypoint"), "entrypoint", src),
                        text(map.at("command"), "command", src),
                        text(credentials.at("username"), "username", src),
                        text(credentials.at("password"), "password", src),
                        src));
    }

    private static Map<String, String> texts(Obj object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.members().forEach(m -> texts.put(m.key(), Expressions.text(m.value())));
        return texts;
    }

    private static String text(Value value, String key, Position src) {
        return switch (value) {
            case Obj _, Value.Arr _ -> throw wrong(key, "a text", value, src);
            case Value.Null _, Value.Bool _, Value.Num _, Value.Str _ -> Expressions.text(value);
        };
    }

    private static Obj object(Value value, String key, Position src) {
        return switch (value) {
            case Obj object -> object;
            case Value.Null _ -> Obj.empty();
            case Value other -> throw wrong(key, "an object", other, src);
        };
    }

    private static List<String> list(Value value, String key, Position src) {
        return switch (value) {
            case Value.Arr(List<Value> items) ->
                    items.stream()
                            .map(item -> text(item, key, src))
                            .filter(item -> !item.isBlank())
                            .toList();
            case Value.Null _ -> List.of();
            case Value other -> throw wrong(key, "a list", other, src);
        };
    }

    private static ExpressionException wrong(String key, String wanted, Value got, Position src) {
        return new ExpressionException(
                "`%s` must be %s but is `%s`".formatted(key, wanted, Expressions.text(got)), src);
    }
}
