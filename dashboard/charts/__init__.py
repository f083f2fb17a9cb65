"""Charts: each module gives `figure` (a plotly figure as a dict), `sentence` (what it shows) and `table` (its twin).

All three are pure functions of data frames, texts and choices; nothing here knows Streamlit or the warehouse.
"""
