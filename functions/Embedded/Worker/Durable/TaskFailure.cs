using System.Reflection;

namespace Microsoft.DurableTask
{
    /// <summary>An activity or a sub-orchestration failed.</summary>
    public sealed class TaskFailedException : Exception
    {
        public TaskFailedException(string taskName, int taskId, Exception innerException)
            : base(MessageOf(taskName, taskId, innerException.Message), innerException)
        {
            TaskName = taskName;
            TaskId = taskId;
            FailureDetails = TaskFailureDetails.FromException(innerException);
        }

        public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
            : base(MessageOf(taskName, taskId, failureDetails.ErrorMessage))
        {
            TaskName = taskName;
            TaskId = taskId;
            FailureDetails = failureDetails;
        }

        public string TaskName { get; }

        /// <summary>The number of the step: activities, timers, sub-orchestrations and sent events count alike.</summary>
        public int TaskId { get; }
        public TaskFailureDetails FailureDetails { get; }

        [Obsolete("Use FailureDetails.IsCausedBy.")]
        public bool IsCausedByException<T>()
            where T : Exception => FailureDetails.IsCausedBy<T>();

        private static string MessageOf(string name, int id, string message) => $"Task '{name}' (#{id}) failed with an unhandled exception: {message}";
    }

    /// <summary>A failure as it is stored: the exception's full type name, message and stack, and what lay beneath it.</summary>
    public record TaskFailureDetails(string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure, IDictionary<string, object?>? Properties)
    {
        public static TaskFailureDetails FromException(Exception exception)
        {
            ArgumentNullException.ThrowIfNull(exception);
            TaskFailureDetails? inner = exception is TaskFailedException failed ? failed.FailureDetails
                : exception.InnerException is { } beneath ? FromException(beneath) : null;
            return new TaskFailureDetails(exception.GetType().FullName!, exception.Message, exception.StackTrace, inner, null);
        }

        /// <summary>Whether the exception was of this type, or of one derived from it.</summary>
        public bool IsCausedBy<T>()
            where T : Exception => IsCausedBy(typeof(T));

        public bool IsCausedBy(Type targetBaseExceptionType)
        {
            ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
            if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
                throw new ArgumentException($"{targetBaseExceptionType} is no exception.", nameof(targetBaseExceptionType));
            Type? type = targetBaseExceptionType.Assembly.GetType(ErrorType) ?? AppDomain.CurrentDomain.GetAssemblies().Select(TypeIn).FirstOrDefault(found => found is not null);
            return type is not null && targetBaseExceptionType.IsAssignableFrom(type);
        }

        public override string ToString() => $"{ErrorType}: {ErrorMessage}";

        private Type? TypeIn(Assembly assembly) => assembly.GetType(ErrorType);
    }
}

namespace DurableTask.Core.Exceptions
{
    /// <summary>An orchestration of this id is there already, and not to be replaced.</summary>
    public class OrchestrationAlreadyExistsException : Exception
    {
        public OrchestrationAlreadyExistsException()
        {
        }

        public OrchestrationAlreadyExistsException(string message)
            : base(message)
        {
        }

        public OrchestrationAlreadyExistsException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }
}
