using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Learns a scorer. Gives the same bits for the same data and options whatever the number of threads and the processor.
interface ITrainer
{
    // Reports the loss after each round as the metric trainLoss (validationLoss), and progress. Cancellable.
    Scorer Train(TrainingData data, StageContext context);
}
