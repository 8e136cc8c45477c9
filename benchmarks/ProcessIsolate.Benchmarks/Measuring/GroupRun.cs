using System;
using System.Collections.Generic;
using System.Linq;

namespace ProcessIsolate.Benchmarks.Measuring;

/// <summary>Measures a group: all contenders are opened, then take turns, so that whatever else the machine does falls on
/// all of them alike.</summary>
internal static class GroupRun
{
    public static List<Figure> Run(FigureGroup group, bool quick)
    {
        List<Contender> contenders = [.. group.Create(quick)];
        Dictionary<Contender, List<double>> samples = contenders.ToDictionary(contender => contender, _ => new List<double>());
        Dictionary<Contender, string> missing = [];
        try
        {
            foreach (Contender contender in contenders)
            {
                Attempt(contender, missing, contender.Open);
            }

            for (int round = 0; round < group.Rounds(quick); round++)
            {
                foreach (Contender contender in contenders)
                {
                    Attempt(contender, missing, () => samples[contender].AddRange(contender.Measure()));
                }
            }
        }
        finally
        {
            contenders.ForEach(contender => contender.Dispose());
        }

        return Summarize(group, contenders, samples, missing);
    }

    // A peer that is missing or fails never ends the run; a floor or one of ours that fails does.
    private static void Attempt(Contender contender, Dictionary<Contender, string> missing, Action action)
    {
        if (missing.ContainsKey(contender))
        {
            return;
        }

        try
        {
            action();
        }
        catch (MissingPeerException exception)
        {
            missing[contender] = exception.Message;
        }
    }

    private static List<Figure> Summarize(
        FigureGroup group, List<Contender> contenders, Dictionary<Contender, List<double>> samples, Dictionary<Contender, string> missing)
    {
        List<Figure> figures = [];
        double? floor = null;
        Role? roleBefore = null;
        foreach (Contender contender in contenders)
        {
            double[] sorted = [.. samples[contender].Order()];
            double? median = At(sorted, 0.5);
            if (contender.Role == Role.Floor && roleBefore != Role.Floor)
            {
                floor = median;
            }

            roleBefore = contender.Role;

            figures.Add(new Figure(
                group.Name, contender.Name, contender.Role, group.Unit, group.HigherIsBetter,
                median, sorted.Length == 0 ? null : sorted.Average(), At(sorted, group.HigherIsBetter ? 0.01 : 0.99), sorted.Length,
                floor > 0 && median > 0 ? (group.HigherIsBetter ? floor / median : median / floor) : null,
                missing.GetValueOrDefault(contender)));
        }

        return figures;
    }

    private static double? At(double[] sorted, double fraction) =>
        sorted.Length == 0 ? null : sorted[(int)Math.Round((sorted.Length - 1) * fraction)];
}
