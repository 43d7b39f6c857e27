package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import org.jspecify.annotations.Nullable;

/** Where a job runs. */
public sealed interface Executor permits Executor.Host, Executor.Container {
    Position src();

    /**
     * A machine with a runner.
     *
     * @param labels gives a text or a list of texts, all of which the runner must have
     * @param group of runners, or unset
     */
    record Host(Expr labels, Expr group, Position src) implements Executor {}

    /** A container on a machine. */
    record Container(Host host, Image image, Position src) implements Executor {}

    /**
     * An image and how to start it.
     *
     * @param reference gives a text; empty means no container at all
     * @param ports gives a list such as {@code 8080:80}
     * @param options further arguments of {@code docker create}, or unset
     * @param entrypoint one text in place of the image's own, or unset
     * @param command one text of arguments in place of the image's own, or unset
     */
    record Image(
            Expr reference,
            @Nullable Credentials credentials,
            Expr env,
            Expr ports,
            Expr volumes,
            Expr options,
            Expr entrypoint,
            Expr command,
            Position src) {}

    /** How to sign in to the registry of an image. */
    record Credentials(Expr username, Expr password) {}
}
