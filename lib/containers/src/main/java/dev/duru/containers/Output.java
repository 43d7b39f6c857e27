package dev.duru.containers;

/** Takes what a process prints. */
@FunctionalInterface
public interface Output {
    /** Which of a process's two streams. */
    enum Channel {
        OUT,
        ERR
    }

    /** Some bytes, which are valid during the call only. */
    void bytes(Channel channel, byte[] bytes, int offset, int length);

    /** Lets everything pass by. */
    Output NOWHERE = (channel, bytes, offset, length) -> {};
}
