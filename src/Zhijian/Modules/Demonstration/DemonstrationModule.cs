using Zhijian.Modules.Access;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Collecting;
using Zhijian.Modules.Conversation;
using Zhijian.Modules.Experiences;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Library;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Points;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Questions;
using Zhijian.Modules.Resolutions;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Modules.Training;
using Zhijian.Platform;

namespace Zhijian.Modules.Demonstration;

/// <summary>A fictitious university to try everything with. Nothing needs it; a real institution never loads it.</summary>
public sealed class DemonstrationModule : IModule
{
    public IReadOnlyList<Type> Needs =>
        [typeof(RulesModule), typeof(StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(AccessModule), typeof(ReviewModule), typeof(ActivitiesModule), typeof(CollectingModule), typeof(LibraryModule), typeof(LearningModule), typeof(QuestionsModule), typeof(PublishingModule), typeof(PointsModule), typeof(ConversationModule), typeof(ExperiencesModule), typeof(TrainingModule), typeof(FiguresModule), typeof(ResolutionsModule)];
}
