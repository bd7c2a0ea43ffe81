using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelBuild.Tabular;

// The inner loops of linear algebra. What is summed is summed in eight lanes and those in one order, whatever the processor.
static class Kernels
{
    const int Lanes = 4;

    // target += factor · values.
    public static void Add(Span<double> target, double factor, ReadOnlySpan<double> values)
    {
        ref var to = ref MemoryMarshal.GetReference(target);
        ref var from = ref MemoryMarshal.GetReference(values[..target.Length]);
        var whole = target.Length & -Lanes;
        for (var i = 0; i < whole; i += Lanes)
            Store(ref to, i, Load(ref to, i) + Load(ref from, i) * factor);
        for (var i = whole; i < target.Length; i++)
            target[i] += values[i] * factor;
    }

    // product = left · right, number by number.
    public static void Multiply(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> product)
    {
        ref var a = ref MemoryMarshal.GetReference(left[..product.Length]);
        ref var b = ref MemoryMarshal.GetReference(right[..product.Length]);
        ref var to = ref MemoryMarshal.GetReference(product);
        var whole = product.Length & -Lanes;
        for (var i = 0; i < whole; i += Lanes)
            Store(ref to, i, Load(ref a, i) * Load(ref b, i));
        for (var i = whole; i < product.Length; i++)
            product[i] = left[i] * right[i];
    }

    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right[..left.Length]);
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var whole = left.Length & -(2 * Lanes);
        for (var i = 0; i < whole; i += 2 * Lanes)
        {
            low += Load(ref a, i) * Load(ref b, i);
            high += Load(ref a, i + Lanes) * Load(ref b, i + Lanes);
        }
        var rest = 0.0;
        for (var i = whole; i < left.Length; i++)
            rest += left[i] * right[i];
        return Sum(low + high) + rest;
    }

    // sums[c] = column c · values, for columns one after the other, each as long as the values, a multiple of eight.
    public static void Products(ReadOnlySpan<double> columns, ReadOnlySpan<double> values, Span<double> sums)
    {
        var rows = values.Length;
        ref var x = ref MemoryMarshal.GetReference(columns[..(rows * sums.Length)]);
        ref var v = ref MemoryMarshal.GetReference(values);
        var c = 0;
        for (; c + 4 <= sums.Length; c += 4)
        {
            ref var x0 = ref Unsafe.Add(ref x, c * rows);
            ref var x1 = ref Unsafe.Add(ref x0, rows);
            ref var x2 = ref Unsafe.Add(ref x1, rows);
            ref var x3 = ref Unsafe.Add(ref x2, rows);
            var (a0, a1, a2, a3) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
            var (b0, b1, b2, b3) = (a0, a0, a0, a0);
            for (var i = 0; i < rows; i += 2 * Lanes)
            {
                var low = Load(ref v, i);
                var high = Load(ref v, i + Lanes);
                a0 += Load(ref x0, i) * low;
                b0 += Load(ref x0, i + Lanes) * high;
                a1 += Load(ref x1, i) * low;
                b1 += Load(ref x1, i + Lanes) * high;
                a2 += Load(ref x2, i) * low;
                b2 += Load(ref x2, i + Lanes) * high;
                a3 += Load(ref x3, i) * low;
                b3 += Load(ref x3, i + Lanes) * high;
            }
            sums[c] = Sum(a0 + b0);
            sums[c + 1] = Sum(a1 + b1);
            sums[c + 2] = Sum(a2 + b2);
            sums[c + 3] = Sum(a3 + b3);
        }
        for (; c < sums.Length; c++)
            sums[c] = Dot(columns.Slice(c * rows, rows), values);
    }

    // totals += Σ factors[c] · column c; the columns lie as in Products.
    public static void AddColumns(Span<double> totals, ReadOnlySpan<double> columns, ReadOnlySpan<double> factors)
    {
        var rows = totals.Length;
        ref var x = ref MemoryMarshal.GetReference(columns[..(rows * factors.Length)]);
        ref var t = ref MemoryMarshal.GetReference(totals);
        var c = 0;
        for (; c + 4 <= factors.Length; c += 4)
        {
            ref var x0 = ref Unsafe.Add(ref x, c * rows);
            ref var x1 = ref Unsafe.Add(ref x0, rows);
            ref var x2 = ref Unsafe.Add(ref x1, rows);
            ref var x3 = ref Unsafe.Add(ref x2, rows);
            var f0 = Vector256.Create(factors[c]);
            var f1 = Vector256.Create(factors[c + 1]);
            var f2 = Vector256.Create(factors[c + 2]);
            var f3 = Vector256.Create(factors[c + 3]);
            for (var i = 0; i < rows; i += Lanes)
                Store(ref t, i, Load(ref t, i) + (Load(ref x0, i) * f0 + Load(ref x1, i) * f1 + (Load(ref x2, i) * f2 + Load(ref x3, i) * f3)));
        }
        for (; c < factors.Length; c++)
            Add(totals, factors[c], columns.Slice(c * rows, rows));
    }

    // The lower triangle of square += left · rightᵀ, whose rows lie one after the other, each a multiple of eight long.
    public static void AddSymmetricProduct(Span<double> square, int size, ReadOnlySpan<double> left, ReadOnlySpan<double> right, int length)
    {
        ref var l = ref MemoryMarshal.GetReference(left[..(size * length)]);
        ref var r = ref MemoryMarshal.GetReference(right[..(size * length)]);
        for (var j = 0; j < size; j += 2)
        {
            ref var l0 = ref Unsafe.Add(ref l, j * length);
            ref var l1 = ref Unsafe.Add(ref l, Math.Min(j + 1, size - 1) * length);
            // Of the diagonal's tile the corner above the diagonal is computed too, or, at the edge, twice, and not used.
            for (var k = 0; k <= j + 1 && k < size; k += 4)
            {
                ref var r0 = ref Unsafe.Add(ref r, k * length);
                ref var r1 = ref Unsafe.Add(ref r, Math.Min(k + 1, size - 1) * length);
                ref var r2 = ref Unsafe.Add(ref r, Math.Min(k + 2, size - 1) * length);
                ref var r3 = ref Unsafe.Add(ref r, Math.Min(k + 3, size - 1) * length);
                var (a0, a1, a2, a3) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
                var (b0, b1, b2, b3) = (a0, a0, a0, a0);
                for (var i = 0; i < length; i += Lanes)
                {
                    var (x, y) = (Load(ref l0, i), Load(ref l1, i));
                    var z = Load(ref r0, i);
                    a0 += x * z;
                    b0 += y * z;
                    z = Load(ref r1, i);
                    a1 += x * z;
                    b1 += y * z;
                    z = Load(ref r2, i);
                    a2 += x * z;
                    b2 += y * z;
                    z = Load(ref r3, i);
                    a3 += x * z;
                    b3 += y * z;
                }
                AddTile(square, size, j, k, a0, a1, a2, a3);
                AddTile(square, size, j + 1, k, b0, b1, b2, b3);
            }
        }
    }

    static void AddTile(Span<double> square, int size, int j, int k, Vector256<double> s0, Vector256<double> s1, Vector256<double> s2, Vector256<double> s3)
    {
        if (j >= size)
            return;
        var row = square.Slice(j * size, j + 1);
        if (k < row.Length)
            row[k] += Sum(s0);
        if (k + 1 < row.Length)
            row[k + 1] += Sum(s1);
        if (k + 2 < row.Length)
            row[k + 2] += Sum(s2);
        if (k + 3 < row.Length)
            row[k + 3] += Sum(s3);
    }

    public static bool ContainsNaN(ReadOnlySpan<double> values)
    {
        ref var v = ref MemoryMarshal.GetReference(values);
        var whole = values.Length & -Lanes;
        for (var i = 0; i < whole; i += Lanes)
            if (!Vector256.EqualsAll(Load(ref v, i), Load(ref v, i)))
                return true;
        for (var i = whole; i < values.Length; i++)
            if (double.IsNaN(values[i]))
                return true;
        return false;
    }

    public static int CountZeros(ReadOnlySpan<double> values)
    {
        ref var v = ref MemoryMarshal.GetReference(values);
        var whole = values.Length & -Lanes;
        var counts = Vector256<long>.Zero;
        for (var i = 0; i < whole; i += Lanes)
            counts -= Vector256.Equals(Load(ref v, i), Vector256<double>.Zero).AsInt64();
        var count = (int)Vector256.Sum(counts);
        for (var i = whole; i < values.Length; i++)
            count += values[i] == 0 ? 1 : 0;
        return count;
    }

    public static double Sum(Vector256<double> lanes) =>
        lanes.GetElement(0) + lanes.GetElement(2) + (lanes.GetElement(1) + lanes.GetElement(3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Load(ref double first, int index) => Vector256.LoadUnsafe(ref first, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(ref double first, int index, Vector256<double> value) => value.StoreUnsafe(ref first, (nuint)index);
}
