using LeptonLab.Numerics;

namespace LeptonLab.Data;

/// <summary>
/// Deals groups out to parts so that each part gets its share of every class, as nearly as whole groups allow. It makes small
/// Σ over parts p and classes c of ((n_pc − share_p · N_c) / N_c)², plus 1 wherever a part has nothing of a class: first the
/// largest groups, each to the part that gains most; then groups move or change places as long as that helps.
/// </summary>
internal sealed class GroupBalance
{
    private const int Rounds = 20, SwapsUpTo = 2000;
    private readonly int[][] _counts;
    private readonly double[] _shares;
    private readonly double[] _totals;
    private readonly long[,] _sums;
    private readonly int[] _partOf;

    private GroupBalance(int[][] counts, double[] shares)
    {
        (_counts, _shares) = (counts, shares);
        int classes = counts[0].Length;
        _totals = [.. Enumerable.Range(0, classes).Select(label => counts.Sum(group => (double)group[label]))];
        _sums = new long[shares.Length, classes];
        _partOf = Enumerable.Repeat(-1, counts.Length).ToArray();
    }

    /// <summary>The part of each group; every part has one at least.</summary>
    /// <param name="counts">How many samples of each class each group has; at least as many groups as parts.</param>
    /// <param name="shares">Of each part; together 1.</param>
    /// <param name="random">Decides between groups that are alike.</param>
    internal static int[] Deal(int[][] counts, double[] shares, RandomStream random)
    {
        var balance = new GroupBalance(counts, shares);
        int[] order = [.. random.Permutation(counts.Length).OrderByDescending(group => counts[group].Sum())];
        foreach (int group in order)
            balance.Put(group, balance.BestPart(group));
        for (int round = 0; round < Rounds; round++)
        {
            if (!(balance.Move(order) | balance.Swap(order)))
                break;
        }

        balance.FillEmptyParts(order);
        return balance._partOf;
    }

    private int BestPart(int group) => Enumerable.Range(0, _shares.Length).MinBy(part => Change(part, _counts[group], null));

    private void Put(int group, int part)
    {
        int old = _partOf[group];
        for (int label = 0; label < _totals.Length; label++)
        {
            _sums[part, label] += _counts[group][label];
            if (old >= 0)
                _sums[old, label] -= _counts[group][label];
        }

        _partOf[group] = part;
    }

    private bool Move(int[] order)
    {
        bool moved = false;
        foreach (int group in order)
        {
            for (int part = 0; part < _shares.Length; part++)
            {
                if (part != _partOf[group] && Helps(Change(part, _counts[group], null) + Change(_partOf[group], null, _counts[group])))
                {
                    Put(group, part);
                    moved = true;
                }
            }
        }

        return moved;
    }

    private bool Swap(int[] order)
    {
        bool swapped = false;
        if (order.Length > SwapsUpTo)
            return swapped;
        for (int i = 0; i < order.Length; i++)
        {
            for (int j = i + 1; j < order.Length; j++)
                swapped |= Swap(order[i], order[j]);
        }

        return swapped;
    }

    private bool Swap(int first, int second)
    {
        (int here, int there) = (_partOf[first], _partOf[second]);
        if (here == there || !Helps(Change(here, _counts[second], _counts[first]) + Change(there, _counts[first], _counts[second])))
            return false;
        Put(first, there);
        Put(second, here);
        return true;
    }

    // Only where one group has more of everything than all parts but one may have.
    private void FillEmptyParts(int[] order)
    {
        for (int part = 0; part < _shares.Length; part++)
        {
            if (_partOf.Contains(part))
                continue;
            int smallest = order.Last(group => _partOf.Count(other => other == _partOf[group]) > 1);
            Put(smallest, part);
        }
    }

    private static bool Helps(double change) => change < -1e-12;

    // How the sum grows when a part gets some samples and loses others.
    private double Change(int part, int[]? gained, int[]? lost)
    {
        double change = 0;
        for (int label = 0; label < _totals.Length; label++)
        {
            int more = (gained?[label] ?? 0) - (lost?[label] ?? 0);
            if (more != 0)
                change += Cost(part, label, _sums[part, label] + more) - Cost(part, label, _sums[part, label]);
        }

        return change;
    }

    private double Cost(int part, int label, long count)
    {
        double error = (count - _shares[part] * _totals[label]) / _totals[label];
        return error * error + (count == 0 ? 1 : 0);
    }
}
