package dev.duru.pipeline.sandbox;

/** How paths of this machine are called where steps run, and back. */
public interface PathView {
    /** Every path is called the same. */
    PathView SAME =
            new PathView() {
                @Override
                public String inside(String path) {
                    return path;
                }

                @Override
                public String outside(String path) {
                    return path;
                }
            };

    /** How a path of this machine is called inside; one that is not seen there stays as it is. */
    String inside(String path);

    /** What a path from inside is called on this machine; one that is not known stays as it is. */
    String outside(String path);
}
