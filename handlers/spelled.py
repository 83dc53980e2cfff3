"""What a message says that Telegram lets a bot only copy: kept in words, because nothing can be
copied once its author has deleted the original."""

from aiogram.types import Message


def spelled(source: Message) -> str:
    """A poll, a checklist, dice or a game in words; "" for whatever has none, such as a story."""
    if source.poll:
        options = [f"▫️ {option.text}" for option in source.poll.options]
        return "\n".join([f"📊 {source.poll.question}", *options])
    if source.checklist:
        tasks = [
            f"{'✅' if task.completion_date else '▫️'} {task.text}"
            for task in source.checklist.tasks
        ]
        return "\n".join([f"📋 {source.checklist.title}", *tasks])
    if source.dice:
        return f"{source.dice.emoji} {source.dice.value}"
    if source.game:
        return "\n".join(filter(None, (f"🎮 {source.game.title}", source.game.description)))
    return ""
