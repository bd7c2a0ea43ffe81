// Writes churn.csv: customers of a made-up provider, 5,000 rows, the same on every machine.
// dotnet run samples/Churn/data/generate.cs > samples/Churn/data/churn.csv
#:property PublishAot=false
using System.Globalization;
using System.Text;

const int Customers = 5000;
var random = new Draw(20261122);
string[] regions = ["north", "south", "east", "west", "islands"];
string[] plans = ["basic", "plus", "premium"];
string[] payments = ["card", "transfer", "invoice", "direct debit"];
string[] cities = [.. Enumerable.Range(0, 120).Select(i => $"city {i:000}")];
string[] complaints = ["slow connection", "wrong bill", "long wait on the phone", "no signal at home", "price too high"];
string[] praise = ["friendly support", "fast connection", "easy to use", "good price"];

Console.OutputEncoding = new UTF8Encoding(false);
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" };
output.WriteLine("customer_id,signed_up,region,city,plan,contract,payment,age,monthly_charge,data_gb,support_calls,last_note,churned");
for (var customer = 1; customer <= Customers; customer++)
{
    var day = random.Below(1800);
    var region = random.Below(5);
    var city = random.Below(12) * 10 + random.Below(10);
    var plan = random.Percent(45) ? 0 : random.Percent(60) ? 1 : 2;
    var yearly = random.Percent(40);
    var payment = random.Below(4);
    var age = 18 + random.Below(40) + random.Below(25);
    var charge = 1500 + 1200 * plan + random.Below(900);
    var data = (random.Below(300) + 1) * (random.Below(100) + 1) / 10 * (1 + plan);
    var calls = random.Percent(55) ? 0 : random.Percent(60) ? 1 + random.Below(2) : 3 + random.Below(6);
    var unhappy = random.Percent(15 + 12 * Math.Min(calls, 5));

    // In thousandths: how likely it is that the customer leaves.
    var risk = 90;
    risk += yearly ? -60 : 110;
    risk += Math.Min(calls, 6) * 55;
    risk += charge > 3600 ? 90 : 0;
    risk += plan == 0 && data > 800 ? 120 : 0;
    risk += region == 4 ? 110 : 0;
    risk += city % 17 == 0 ? 150 : city % 13 == 0 ? -70 : 0;
    risk += age < 30 ? 60 : age > 60 ? -40 : 0;
    risk += day > 1500 ? 100 : day < 400 ? -60 : 0;
    risk += unhappy ? 170 : -30;
    risk += payment == 2 ? 60 : 0;
    var churned = random.Below(1000) < Math.Clamp(risk, 10, 960);

    var note = random.Percent(30) ? ""
        : unhappy ? complaints[random.Below(5)] + (random.Percent(30) ? ", " + complaints[random.Below(5)] : "")
        : praise[random.Below(4)];
    output.WriteLine(string.Join(',',
        $"C{customer:00000}",
        new DateOnly(2021, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        regions[region],
        random.Percent(3) ? "" : cities[city],
        plans[plan],
        yearly ? "yearly" : "monthly",
        payments[payment],
        random.Percent(8) ? "" : age.ToString(CultureInfo.InvariantCulture),
        (charge / 100m).ToString("0.00", CultureInfo.InvariantCulture),
        random.Percent(12) ? "" : (data / 10m).ToString("0.0", CultureInfo.InvariantCulture),
        calls.ToString(CultureInfo.InvariantCulture),
        note.Contains(',') ? $"\"{note}\"" : note,
        churned ? "yes" : "no"));
}

// SplitMix64: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number generators, 2014. Whole numbers only.
sealed class Draw(ulong state)
{
    public int Below(int bound)
    {
        state += 0x9E3779B97F4A7C15;
        var value = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return (int)((value ^ (value >> 31)) % (ulong)bound);
    }

    public bool Percent(int percent) => Below(100) < percent;
}
