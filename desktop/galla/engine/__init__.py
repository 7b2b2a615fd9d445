"""The work that goes on by itself: polling and delivering, over asyncio, without Qt."""
