namespace LeptonLab.Tests.Training;

/// <summary>One number moved by the published formulas, in double, with the settings of <see cref="OptimizerProblem"/>.</summary>
internal sealed class PublishedOptimizers(string name)
{
    private double _first, _second, _largest, _velocity, _mean;
    private int _t;

    internal double Step(double theta, double g)
    {
        _t++;
        bool decays = name.EndsWith("-decay", StringComparison.Ordinal);
        if (decays)
            g += 0.1f * theta;
        return name.Split('-')[0] switch
        {
            "sgd" => theta - 0.05f * g,
            "momentum" => theta - 0.05f * (_velocity = 0.9f * _velocity + g),
            "nesterov" => theta - 0.05f * (g + 0.9f * (_velocity = 0.9f * _velocity + g)),
            "rmsprop" => RmsProp(theta, g),
            "adagrad" => Adagrad(theta, g, extras: decays),
            _ => Adam(theta, g),
        };
    }

    private double RmsProp(double theta, double g)
    {
        bool centered = name.Contains("centered", StringComparison.Ordinal);
        double rho = centered ? 0.9f : 0.99f, mu = name.Contains("momentum", StringComparison.Ordinal) ? 0.5 : 0;
        _second = rho * _second + (1 - rho) * g * g;
        _mean = centered ? rho * _mean + (1 - rho) * g : 0;
        _velocity = mu * _velocity + g / (Math.Sqrt(_second - _mean * _mean) + 1e-8f);
        return theta - 0.01f * _velocity;
    }

    private double Adagrad(double theta, double g, bool extras)
    {
        if (_t == 1)
            _second = extras ? 0.5 : 0;
        _second += g * g;
        return theta - 0.05f / (1 + (_t - 1) * (extras ? 0.1f : 0)) * g / (Math.Sqrt(_second) + 1e-10f);
    }

    private double Adam(double theta, double g)
    {
        bool amsgrad = name.Contains("amsgrad", StringComparison.Ordinal);
        double beta1 = 0.9f, beta2 = amsgrad ? 0.5 : 0.999f;
        if (name.StartsWith("adamw", StringComparison.Ordinal))
            theta -= 0.01f * 0.1f * theta;
        _first = beta1 * _first + (1 - beta1) * g;
        _second = beta2 * _second + (1 - beta2) * g * g;
        _largest = Math.Max(_largest, _second);
        double second = amsgrad ? _largest : _second;
        return theta - 0.01f * (_first / (1 - Math.Pow(beta1, _t))) / (Math.Sqrt(second / (1 - Math.Pow(beta2, _t))) + 1e-8f);
    }
}
