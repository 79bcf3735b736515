package dev.tilewright.study;

/**
 * Piecewise cubic Hermite interpolation that keeps monotone data monotone (Fritsch and Butland, "A method for constructing local monotone
 * piecewise cubic interpolants", SIAM J. Sci. Stat. Comput. 5, 1984), as SciPy's {@code PchipInterpolator} does it.
 */
final class Pchip {

    private final double[] x;
    private final double[] y;
    private final double[] slopes;

    /**
     * Prepares an interpolation.
     *
     * @param x where values are known, strictly increasing; at least one
     * @param y the values
     */
    Pchip(double[] x, double[] y) {
        this.x = x.clone();
        this.y = y.clone();
        slopes = slopes(x, y);
    }

    private static double[] slopes(double[] x, double[] y) {
        int last = x.length - 1;
        double[] slopes = new double[x.length];
        if (last < 1) {
            return slopes;
        }
        double[] widths = new double[last];
        double[] secants = new double[last];
        for (int i = 0; i < last; i++) {
            widths[i] = x[i + 1] - x[i];
            secants[i] = (y[i + 1] - y[i]) / widths[i];
        }
        if (last == 1) {
            slopes[0] = secants[0];
            slopes[1] = secants[0];
            return slopes;
        }
        for (int i = 1; i < last; i++) {
            if (secants[i - 1] * secants[i] > 0) {
                double before = 2 * widths[i] + widths[i - 1];
                double after = widths[i] + 2 * widths[i - 1];
                slopes[i] = (before + after) / (before / secants[i - 1] + after / secants[i]);
            }
        }
        slopes[0] = end(widths[0], widths[1], secants[0], secants[1]);
        slopes[last] = end(widths[last - 1], widths[last - 2], secants[last - 1], secants[last - 2]);
        return slopes;
    }

    /** The slope at an end: of a parabola through three points, kept from overshooting. */
    private static double end(double width, double next, double secant, double nextSecant) {
        double slope = ((2 * width + next) * secant - width * nextSecant) / (width + next);
        if (Math.signum(slope) != Math.signum(secant)) {
            return 0;
        }
        return Math.signum(secant) != Math.signum(nextSecant) && Math.abs(slope) > 3 * Math.abs(secant)
                ? 3 * secant
                : slope;
    }

    /** Returns the value at a place between the first and the last known one. */
    double at(double place) {
        if (x.length == 1) {
            return y[0];
        }
        int i = 0;
        while (i < x.length - 2 && place >= x[i + 1]) {
            i++;
        }
        double width = x[i + 1] - x[i];
        double t = (place - x[i]) / width;
        double square = t * t;
        double cube = square * t;
        return (2 * cube - 3 * square + 1) * y[i]
                + (cube - 2 * square + t) * width * slopes[i]
                + (3 * square - 2 * cube) * y[i + 1]
                + (cube - square) * width * slopes[i + 1];
    }
}
